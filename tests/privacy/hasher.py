"""The hasher of production at the lowest cost it knows: a test run hashes hundreds of times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Goedkoop(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
