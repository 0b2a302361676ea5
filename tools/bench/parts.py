"""The parts of the measurement: submissions, lists, growth. Targets take turns, drained between."""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

import psycopg
from sqlalchemy import make_url

from tests.torture.bad_server import HANG, BadServer
from tools.bench import floor, goals
from tools.bench.archive import fill, measure_searches, typed
from tools.bench.dates import microseconds_of_a_date
from tools.bench.goals import Finding, Goal
from tools.bench.load import Result, get_bytes, post_bytes, run_load
from tools.bench.product import ANSWERS, Product
from tools.bench.recomputing import measure_a_move
from tools.bench.routing import mebibytes_of_the_model, milliseconds_of_a_decision
from tools.bench.servers import Server, served
from tools.run_tests import private_cluster

PARTS = ("submit", "mail", "lists", "growth", "deadlines", "calendar", "routing", "archive")
CLIENTS, MANY_CLIENTS = 8, 32
WARM_UP = 40
PATIENCE = 60
SEED = 7
SMALL_ROUNDS = 3
# What stands for a list of twenty rows with filters.
LISTS = ("filtered list", "inbox", "triage")
FLOOR = "tools.bench.floor:create_app()"
DATABASES = ("floor", "few", "many", "few-texts", "many-texts")


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """Yield the address of an empty database for the floor and for each installation."""
    if engine == "sqlite":
        yield {name: f"sqlite:///{folder / name}.db" for name in DATABASES}
        return
    with private_cluster(durable=True) as cluster:
        url = make_url(cluster)
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as link:
            for name in DATABASES:
                link.execute(f'CREATE DATABASE "{name}"')
        yield {
            name: url.set(database=name).render_as_string(hide_password=False) for name in DATABASES
        }


@dataclass
class Load:
    """What one target came to over all rounds: medians."""

    results: list[Result]
    cpu: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return median(each.rate for each in self.results)

    @property
    def p50(self) -> float:
        """Milliseconds of the median request."""
        return median(each.p50 for each in self.results)

    @property
    def p95(self) -> float:
        """Milliseconds that one request in twenty exceeds."""
        return median(each.p95 for each in self.results)

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of the workers for a request."""
        return 1000 * median(self.cpu)

    @property
    def errors(self) -> int:
        """Answers that were none."""
        return sum(each.errors for each in self.results)


@dataclass(frozen=True)
class Target:
    """A served application and the requests of one load."""

    server: Server
    requests: Callable[[int], Sequence[bytes]]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One run on one engine."""

    engine: str
    folder: Path
    urls: Mapping[str, str]
    rounds: int
    requests: int
    few: int
    many: int
    texts: int

    def run(self, parts: Sequence[str]) -> list[Finding]:
        """Prepare the installations that the parts need, and measure them in their order."""
        small = Product(self.folder / "few-instance", self.urls["few"], self.few)
        big = Product(self.folder / "many-instance", self.urls["many"], self.many)
        # A date and a decision need no installation.
        needed: dict[str, tuple[list[Product], Callable[[], Iterable[Finding]]]] = {
            "submit": ([small], lambda: self._submissions(small)),
            "mail": ([small], lambda: self._mail(small)),
            "lists": ([big], lambda: self._lists(big)),
            "growth": ([small, big], lambda: self._growth(small, big)),
            "deadlines": ([], self._dates),
            "routing": ([], self._routing),
            "archive": ([], self._archive),
            # The last: it opens every case.
            "calendar": ([big], lambda: self._calendar(big)),
        }
        for product in (small, big):
            if any(product in needed[part][0] for part in parts):
                _say(f"{self.engine}: an installation with {product.cases} cases")
                product.prepare()
        return [each for part in needed if part in parts for each in needed[part][1]()]

    def _dates(self) -> Iterator[Finding]:
        figure = microseconds_of_a_date(self.rounds)
        yield Finding(goal=goals.DATE, engine="none", figure=figure, detail="60 working days")

    def _archive(self) -> Iterator[Finding]:
        """Two archives of one size of cases: one with few texts, one with a great many."""
        small, big = (
            Product(self.folder / f"{name}-instance", self.urls[name], self.few)
            for name in ("few-texts", "many-texts")
        )
        for product, texts in ((small, self.texts // 100), (big, self.texts)):
            _say(f"{self.engine}: an archive of {texts} published texts")
            product.prepare()
            fill(product, texts, _say)
        with small.serve() as few, big.serve() as many:
            here, there = small.public_pages(), big.public_pages()
            for name in here:
                targets = {
                    "few": Target(few, lambda number, page=here[name]: [page] * number),  # type: ignore[misc]
                    "many": Target(many, lambda number, page=there[name]: [page] * number),  # type: ignore[misc]
                }
                loads = self._take_turns(name, targets, 1, share=10)
                self._no_errors(name, loads["many"])
                yield self._compare(goals.PUBLISHED, loads["many"].p50, loads["few"].p50, name)
            # Each round asks what was not asked before.
            dice = random.Random(SEED)  # noqa: S311 - no secret depends on it
            readers = Target(many, lambda number: _read_at_random(there, dice, number))
            load = self._take_turns("readers", {"readers": readers}, CLIENTS)["readers"]
            self._no_errors("readers", load)
        said = f"{load.rate:.0f} a second"
        yield Finding(goal=goals.READERS, engine=self.engine, figure=load.p95, detail=said)
        yield from self._searches(big)

    def _searches(self, product: Product) -> Iterator[Finding]:
        newest = measure_searches(product, ranked=False, rounds=self.rounds)
        goal = goals.NEWEST_FIRST[self.engine]
        said = f"in the database; {newest.whole:.1f} ms with all"
        yield Finding(goal=goal, engine=self.engine, figure=newest.in_database, detail=said)
        ranked = measure_searches(product, ranked=True, rounds=self.rounds)
        said = f"with all; {ranked.in_database:.1f} ms in the database"
        yield Finding(goal=goals.RANKED, engine=self.engine, figure=ranked.whole, detail=said)

    def _calendar(self, product: Product) -> Iterator[Finding]:
        move = measure_a_move(product)
        detail = f"{move.cases} open cases, {move.moved} with a later date"
        yield Finding(goal=goals.MOVE, engine=self.engine, figure=move.seconds, detail=detail)

    def _routing(self) -> Iterator[Finding]:
        grown = mebibytes_of_the_model()
        yield Finding(goal=goals.MODEL, engine="none", figure=grown, detail="first text read")
        p95 = milliseconds_of_a_decision(self.rounds)
        yield Finding(goal=goals.DECISION, engine="none", figure=p95, detail="1,000 rules, text")

    def _submissions(self, product: Product) -> Iterator[Finding]:
        with ExitStack() as stack:
            bottom = stack.enter_context(self._floor())
            own = stack.enter_context(product.serve())
            body = urlencode({"story": ANSWERS["story"]}).encode()
            targets = {
                "floor": Target(bottom, lambda number: [post_bytes("/insert", body)] * number),
                "product": Target(own, lambda number: product.submissions(own.port, number)),
            }
            if self.engine == "sqlite":
                normal = stack.enter_context(product.serve(durable=False))
                targets["normal"] = Target(
                    normal, lambda number: product.submissions(normal.port, number)
                )
            loads = self._take_turns("submission", targets, CLIENTS)
            many = self._take_turns("submission", {"product": targets["product"]}, MANY_CLIENTS)
            memory, started = own.pss_mib(), own.started_in
        low, full = loads["floor"], loads["product"]
        yield self._compare(goals.RATE, full.rate, low.rate, "a second")
        yield self._compare(goals.CPU, full.cpu_ms, low.cpu_ms, "ms")
        yield self._compare(goals.P95, full.p95, low.p95, "ms")
        errors = full.errors + many["product"].errors
        detail = f"{many['product'].rate:.0f} a second at {MANY_CLIENTS} clients"
        yield Finding(goal=goals.ERRORS, engine=self.engine, figure=errors, detail=detail)
        if "normal" in loads:
            yield self._compare(goals.FULL, full.rate, loads["normal"].rate, "a second")
        yield Finding(goal=goals.MEMORY, engine=self.engine, figure=memory, detail="biggest, PSS")
        yield Finding(goal=goals.START, engine=self.engine, figure=started, detail="to an answer")

    def _mail(self, product: Product) -> Iterator[Finding]:
        """Submissions while the worker's mail goes well and while it hangs, in turn."""
        servers = {"well": BadServer(), "hanging": BadServer({"BANNER": HANG})}
        times: dict[str, list[float]] = defaultdict(list)
        with product.serve() as own:
            for turn in range(self.rounds * 2):
                for name, server in servers.items():
                    requests = product.submissions(own.port, WARM_UP + self.requests)
                    heard = len(server.heard)
                    with product.work(f"smtp://127.0.0.1:{server.port}?tls=none"):
                        run_load(own.port, requests[:WARM_UP], clients=CLIENTS)
                        _wait_until(lambda: len(server.heard) > heard, "the worker's mail")  # noqa: B023
                        requests = requests[WARM_UP:]
                        result = run_load(own.port, requests, clients=CLIENTS)
                    times[name].append(result.p99)
                    said = f"p99 {result.p99:.1f} ms, {result.statuses}"
                    _say(f"{self.engine}: mail {turn + 1} {name}: {said}")
        for server in servers.values():
            server.stop()
        yield self._compare(goals.MAIL, median(times["hanging"]), median(times["well"]), "ms")

    def _lists(self, product: Product) -> Iterator[Finding]:
        pages = product.pages()
        with self._floor() as bottom, product.serve() as own:
            targets = {"floor": Target(bottom, lambda number: [get_bytes("/list")] * number)}
            targets |= {
                name: Target(own, lambda number, page=pages[name]: [page] * number)  # type: ignore[misc]
                for name in LISTS
            }
            loads = self._take_turns("list", targets, CLIENTS)
        for name in LISTS:
            self._no_errors(name, loads[name])
            yield self._compare(goals.LISTS, loads[name].rate, loads["floor"].rate, name)

    def _growth(self, small: Product, big: Product) -> Iterator[Finding]:
        with small.serve() as few, big.serve() as many:
            here, there = small.pages(), big.pages()
            for name in here:
                targets = {
                    "few": Target(few, lambda number, page=here[name]: [page] * number),  # type: ignore[misc]
                    "many": Target(many, lambda number, page=there[name]: [page] * number),  # type: ignore[misc]
                }
                loads = self._take_turns(name, targets, 1, share=10)
                self._no_errors(name, loads["many"])
                yield self._compare(goals.GROWTH, loads["many"].p50, loads["few"].p50, name)

    @contextmanager
    def _floor(self) -> Iterator[Server]:
        environment = {"FLOOR_DATABASE_URL": self.urls["floor"]}
        floor.prepare(self.urls["floor"])
        with served("floor", FLOOR, environment) as server:
            yield server

    def _take_turns(
        self, name: str, targets: Mapping[str, Target], clients: int, *, share: int = 1
    ) -> dict[str, Load]:
        """Load each target once a round, one after the other; the first requests do not count."""
        loads: dict[str, Load] = defaultdict(lambda: Load([], []))
        number = max(self.requests // share, clients)
        for target in targets.values():
            run_load(target.server.port, target.requests(WARM_UP), clients=min(clients, CLIENTS))
        # Small loads are a matter of luck: the machine itself changes its pace.
        rounds = self.rounds if share == 1 else self.rounds * SMALL_ROUNDS
        for turn in range(rounds):
            for key, target in targets.items():
                requests = target.requests(number)
                before = target.server.cpu_seconds()
                result = run_load(target.server.port, requests, clients=clients)
                loads[key].results.append(result)
                loads[key].cpu.append((target.server.cpu_seconds() - before) / number)
                _say(
                    f"{self.engine}: {name} {turn + 1}/{rounds} {key}: {result.rate:.0f} a "
                    f"second, p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, "
                    f"{loads[key].cpu[-1] * 1000:.2f} ms of processor, "
                    f"client {100 * result.client_cpu / result.seconds:.0f} %, {result.statuses}"
                )
        return loads

    def _compare(self, goal: Goal, figure: float, base: float, what: str) -> Finding:
        detail = f"{what}: {figure:.1f} / {base:.1f}"
        return Finding(goal=goal, engine=self.engine, figure=figure / base, detail=detail)

    def _no_errors(self, name: str, load: Load) -> None:
        if load.errors:
            sys.exit(f"{name} answered with errors: {load.results[0].statuses}")


def _read_at_random(pages: Mapping[str, bytes], dice: random.Random, number: int) -> list[bytes]:
    """Return requests of readers: a page once in six times, else a search."""
    return [
        dice.choice(list(pages.values()))
        if dice.random() < 1 / 6
        else get_bytes(f"/archive?q={quote(typed(dice))}")
        for _ in range(number)
    ]


def _wait_until(it_is_so: Callable[[], bool], what: str) -> None:
    last = time.monotonic() + PATIENCE
    while not it_is_so():
        if time.monotonic() > last:
            sys.exit(f"waited in vain for {what}")
        time.sleep(0.02)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
