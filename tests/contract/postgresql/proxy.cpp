#include "proxy.hpp"

#include <gmig/support/hash.hpp>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace gmig::db::postgresql {
namespace {

sockaddr_un address_in(const std::string& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder + "/.s.PGSQL.5432";
    EXPECT_LT(path.size(), sizeof(address.sun_path));
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    return address;
}

const sockaddr* general(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

int connect_to(const std::string& folder) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_in(folder);
    EXPECT_EQ(connect(socket, general(address), sizeof(address)), 0);
    return socket;
}

bool is_readable(int file, int wait_ms) {
    pollfd one{.fd = file, .events = POLLIN, .revents = 0};
    return poll(&one, 1, wait_ms) > 0;
}

/// What has come in; empty at the end.
std::string receive(int from) {
    std::array<char, 65536> buffer{};
    const ssize_t count = recv(from, buffer.data(), buffer.size(), 0);
    return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

bool pass_on(const std::string& bytes, int to) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = send(to, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    return true;
}

}  // namespace

Proxy::Proxy(const std::string& server, Cut cut, bool for_good)
    : server_(server),
      cut_(cut),
      for_good_(for_good),
      folder_(std::filesystem::temp_directory_path() / ("gp-" + random_uuid())) {
    std::filesystem::create_directory(folder_);
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_in(folder());
    EXPECT_EQ(bind(listener_, general(address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    thread_ = std::jthread([this] { accept_clients(); });
}

Proxy::~Proxy() {
    stopping_ = true;
    thread_.join();
    close(listener_);
    std::filesystem::remove_all(folder_);
}

void Proxy::accept_clients() {
    std::vector<std::jthread> clients;
    while (!stopping_) {
        if (!is_readable(listener_, 20)) {
            continue;
        }
        const int client = accept(listener_, nullptr, nullptr);
        if (has_cut_ && for_good_) {
            close(client);
            continue;
        }
        clients.emplace_back([this, client] { serve(client); });
    }
}

void Proxy::serve(int client) {
    const int server = connect_to(server_);
    bool open = true;
    while (open && !stopping_) {
        if (is_readable(client, 5)) {
            open = to_server(client, server);
        }
        if (open && is_readable(server, 0)) {
            open = to_client(server, client);
        }
    }
    close(client);
    close(server);
}

bool Proxy::to_server(int client, int server) {
    const std::string bytes = receive(client);
    if (bytes.empty()) {
        return false;
    }
    // gmig sends one message and waits, so a read begins with its type.
    queries_ += bytes.front() == 'Q' ? 1 : 0;
    if (!has_cut_ && cut_ != Cut::Never && bytes.find("COMMIT\n") != std::string::npos) {
        if (cut_ == Cut::BeforeCommit) {
            has_cut_ = true;
            return false;
        }
        commit_is_under_way_ = true;
    }
    return pass_on(bytes, server);
}

bool Proxy::to_client(int server, int client) {
    const std::string bytes = receive(server);
    if (commit_is_under_way_ && !has_cut_) {
        has_cut_ = true;  // this is the answer to COMMIT
        return false;
    }
    return !bytes.empty() && pass_on(bytes, client);
}

}  // namespace gmig::db::postgresql
