# The program alone, for a user without a name and one volume. Build it from a
# clone (.git tells the version): docker build -t jirabridge .
FROM golang:1.26.8 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /out/jirabridge ./cmd/jirabridge \
 && mkdir -m 0700 /out/data && mkdir -m 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/jirabridge /jirabridge
COPY --from=build --chown=65532:65532 /out/tmp /tmp
COPY --from=build --chown=65532:65532 /out/data /var/lib/jirabridge
ENV JIRABRIDGE_LISTEN=:8080
USER 65532:65532
VOLUME /var/lib/jirabridge
EXPOSE 8080
# Where the program ends TLS itself, check "ready https://…" instead.
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/jirabridge", "ready"]
ENTRYPOINT ["/jirabridge"]
CMD ["serve"]
