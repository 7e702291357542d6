#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace gmig::db::postgresql {

/// A line between a client and the test server that can be cut: it listens in a folder of its own
/// and passes everything on, one client at a time for each thread of it.
class Proxy {
public:
    enum class Cut : unsigned char {
        Never,
        BeforeCommit,  ///< the message that holds COMMIT never reaches the server
        AfterCommit,   ///< the server's answer to it never reaches the client
    };

    /// `server` is the folder of the server's socket. After the cut new clients are let through,
    /// unless `for_good`.
    Proxy(const std::string& server, Cut cut, bool for_good = false);
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    ~Proxy();

    [[nodiscard]] std::string folder() const { return folder_.string(); }
    /// How many simple queries it has passed on.
    [[nodiscard]] int queries() const { return queries_; }
    [[nodiscard]] bool has_cut() const { return has_cut_; }

private:
    void accept_clients();
    void serve(int client);
    bool to_server(int client, int server);
    bool to_client(int server, int client);

    std::string server_;
    Cut cut_;
    bool for_good_;
    std::filesystem::path folder_;
    int listener_ = -1;
    std::atomic<int> queries_{0};
    std::atomic<bool> has_cut_{false};
    std::atomic<bool> commit_is_under_way_{false};
    std::atomic<bool> stopping_{false};
    std::jthread thread_;
};

}  // namespace gmig::db::postgresql
