# openssl: digests, encryption, a key of fixed length, a bad password.
seq 100000 >d
openssl dgst -sha256 d; openssl dgst -sha3-512 -hex d | cut -c1-60
openssl enc -aes-256-cbc -pbkdf2 -S 0102030405060708 -pass pass:x -in d | openssl dgst -md5
openssl enc -aes-256-cbc -pbkdf2 -pass pass:x -in d -out e && openssl enc -d -aes-256-cbc -pbkdf2 -pass pass:x -in e | cmp - d && echo same
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out k 2>/dev/null && openssl rsa -in k -check -noout 2>/dev/null
