# perl: hashes, regular expressions, sorting, fork, signals, a large string.
# expect: exit 6
exec perl -e '
$| = 1; my %h; $h{$_ % 997} .= "$_," for 1 .. 40000;
my @k = sort { length $h{$b} <=> length $h{$a} || $a <=> $b } keys %h;
print scalar(@k), " $k[0] ", length $h{$k[0]}, "\n";
my $t = "the quick brown fox " x 2000; (my $u = $t) =~ s/(\w+) (\w+)/$2 $1/g; print substr($u, 0, 40), "\n";
my $pid = fork; if (!$pid) { my @a = map { [$_ x 10] } 1 .. 1000; exit 4 } waitpid $pid, 0; print $? >> 8, "\n";
$SIG{ALRM} = sub { print "alarm\n" }; kill ALRM => $$; print `echo from a shell`;
my @big = (1) x 300000; push @big, 2; print scalar(@big), "\n"; exit 6'
