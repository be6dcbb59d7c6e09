# Adapters that are only declared: the program is checked and drawn; what can't run says so once for each adapter.
set -eu
cat >watch.csp <<'P'
import dashboard
import kafka

struct Quote:
    symbol: str
    bid: float as "BID"

graph main(broker: str = "localhost:9092", live: bool = False):
    server = kafka.Broker(broker)
    quotes = kafka.subscribe[Quote](server, "quotes", push_mode=PushMode.LAST_VALUE)
    more = kafka.subscribe[Quote](server, "more")
    dashboard.value("bid", quotes.bid + more.bid)
    print("bid", quotes.bid)
P
cspc watch.csp --emit=types >types
cspc watch.csp --emit=graph >graph
grep -q subscribe graph
cspc watch.csp --graph watch.dot
grep -q subscribe watch.dot
cspc watch.csp -o watch 2>err && exit 1
[ "$(grep -c 'E0510' err)" = 2 ]
[ ! -e watch ]
cspc run watch.csp 2>err && exit 1
grep -q 'the adapter kafka.subscribe has no implementation in this version' err
