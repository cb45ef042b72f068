# java: the compiler and the virtual machine, threads, a collection, an exit status.
# expect: exit 3
cat >Hello.java <<'J'
import java.util.*;
import java.util.concurrent.*;
public class Hello {
  public static void main(String[] a) throws Exception {
    Map<Integer, List<String>> m = new TreeMap<>();
    for (int i = 0; i < 20000; i++) m.computeIfAbsent(i % 17, k -> new ArrayList<>()).add("v" + i);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    long sum = 0;
    List<Future<Integer>> parts = new ArrayList<>();
    for (var e : m.entrySet()) parts.add(pool.submit(() -> e.getValue().size()));
    for (var p : parts) sum += p.get();
    pool.shutdown();
    System.out.println("hello " + sum);
    System.exit(3);
  }
}
J
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m Hello.java
