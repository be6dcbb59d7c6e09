/* bad_server.c - a web server that misbehaves: bad_server PORT hang|500|html|garbage|empty|cut
 *
 * Answers every connection alike, one after the other, until it is killed. For transit_live.sh. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *answer_of(const char *mode) {
    static const char *const answers[][2] = {
        {"500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops"},
        {"html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>login</html>"},
        {"garbage", "\x16\x03\x01 this is not HTTP\r\n\r\n"},
        {"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
        {"cut", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nonly this"},
        {"hang", NULL},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strcmp(answers[i][0], mode) == 0) return answers[i][1];
    fprintf(stderr, "unknown mode %s\n", mode);
    exit(2);
}

static int listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0) {
        perror("bad_server");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    const char *answer = answer_of(argv[2]);
    int server = listen_on(atoi(argv[1]));
    for (;;) {
        char request[4096];
        int client = accept(server, NULL, NULL);
        if (client < 0 || !answer) continue; /* hang: the connection stays open, unanswered */
        if (read(client, request, sizeof request) > 0 && write(client, answer, strlen(answer)) < 0) perror("write");
        close(client);
    }
}
