/* The hand-written peer of chain.csp: the same arithmetic in one fused loop. */
#include <stdint.h>
#include <stdio.h>

static const double K[10] = {0.5, 0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.5700000000000001, 0.58, 0.59};

int main(void) {
    int64_t n = 0;
    double last = 0.0;
    for (int64_t now = 1000; now <= INT64_C(10000000000); now += 1000) {
        double x = (double)++n;
        for (int i = 0; i < 10; i++) x = x * K[i] + 1.0;
        last = x;
    }
    printf("%lld %.17g\n", (long long)n, last);
}
