import csp
from csp import ts
from datetime import datetime, timedelta

MS = timedelta(milliseconds=1)
S = timedelta(seconds=1)


class Animal(csp.Struct):
    name: str
    legs: int = 4


class Bird(Animal):
    wings: int = 2
    song: str


class Cage(csp.Struct):
    animal: Animal
    others: [Animal]
    size: float


@csp.graph
def main():
    csp.print("bird", csp.const(Bird(name="tit", legs=2)))
    csp.print("song", csp.const(Bird(name="wren", legs=2, song="la"), MS))
    csp.print("cage", csp.const(Cage(animal=Animal(name="cat"), others=[Animal(name="dog")]), 2 * MS))
    others = [Animal(name="fox"), Bird(name="jay", legs=2)]
    csp.print("mixed", csp.const(Cage(animal=Bird(name="owl", legs=2), others=others, size=1.5), 3 * MS))


csp.run(main, starttime=datetime(2020, 1, 1), endtime=3 * S)
