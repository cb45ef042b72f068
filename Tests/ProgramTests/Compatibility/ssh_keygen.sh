# ssh-keygen: keys of two kinds, their public halves, a signature.
for type in ed25519 rsa; do
  ssh-keygen -q -t $type -N '' -C c -f k_$type && ssh-keygen -y -f k_$type >p_$type && cmp p_$type k_$type.pub && echo "$type agrees"
done
echo text >d && ssh-keygen -q -Y sign -f k_ed25519 -n file d >/dev/null 2>&1 && ssh-keygen -Y check-novalidate -n file -s d.sig <d | cut -d' ' -f1-4
