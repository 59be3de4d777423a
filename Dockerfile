# keystop as an image for CI: one static program beside git, run by a user without rights.
#
#   docker build -t keystop .
#   docker run --rm -v "$PWD:/repo:ro" keystop scan main..HEAD
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev gcc make cmake
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin keystop && cp target/release/keystop /keystop

FROM alpine:3
RUN apk add --no-cache git && adduser -D -u 10001 keystop
COPY --from=build /keystop /usr/local/bin/keystop
USER keystop
# The repository that is mounted belongs to another user.
RUN git config --global --add safe.directory '*'
WORKDIR /repo
ENTRYPOINT ["keystop"]
