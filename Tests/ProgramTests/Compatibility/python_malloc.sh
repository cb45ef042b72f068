# python3.11 with every object from malloc, and with its debug allocator.
PYTHONMALLOC=malloc /usr/bin/python3.11 -c 'print(sum(len(str(i)) for i in range(100000)), len({i: [i] for i in range(20000)}))'
PYTHONMALLOC=debug /usr/bin/python3.11 -c 'import decimal; print(decimal.Decimal(2).sqrt())'
