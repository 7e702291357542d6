// The ledger ref and remotes: what was seen there, fetching, pushing.
#include "git/entries.hpp"
#include "git/files.hpp"
#include "git/ledger/refs.hpp"
#include "git/ledger/union_commit.hpp"
#include <gmig/git/ledger_ref.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds time_limit{30};
constexpr std::size_t most_pushes = 10;

fs::path seen_file(const Repository& repository) {
    return repository.place().common_dir / "gmig" / "ledger-seen";
}

/// Wildcards alone: an explicit ref that the remote lacks makes the whole fetch fail.
std::string refspec_of(const std::string& ref, const std::string& tracking) {
    constexpr std::string_view own = "refs/gmig/";
    if (!ref.starts_with(own)) {
        return "+" + ref + "*:" + tracking + "*";
    }
    const std::string folder = tracking.substr(0, tracking.size() - (ref.size() - own.size()));
    return "+" + std::string(own) + "*:" + folder + "*";
}

/// git's words without what a URL may hold before its host.
std::string without_secrets(std::string text) {
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
        at += 3;
        const std::size_t end = std::min(text.find_first_of("/ '\"\n", at), text.size());
        const std::size_t host = text.rfind('@', end);
        if (host != std::string::npos && host >= at && host < end) {
            text.erase(at, host + 1 - at);
        }
    }
    return text;
}

std::string words_of(const ProcessResult& failed) {
    if (failed.out_of_time) {
        return "it did not answer within " + std::to_string(time_limit.count()) + " seconds";
    }
    std::string words;
    for (const std::string_view line : split_on(trim(failed.err), '\n')) {
        const std::string_view text = trim(line);
        if (!text.empty() && !text.starts_with("hint:") && !text.starts_with("To ")) {
            words += (words.empty() ? "" : "; ") + std::string(text);
        }
    }
    return printable(without_secrets(
        words.empty() ? "it ended with " + std::to_string(failed.exit_code) : words));
}

/// Somebody else was faster: worth another try, as nothing that a server refuses for good is.
bool was_overtaken(const std::string& porcelain) {
    if (porcelain.find("[rejected]") != std::string::npos) {
        return true;
    }
    if (porcelain.find("[remote rejected]") == std::string::npos) {
        return false;
    }
    for (const char* const final_word : {"declined", "denied", "deny", "hidden", "prohibited"}) {
        if (porcelain.find(final_word) != std::string::npos) {
            return false;
        }
    }
    return true;
}

/// Each time up to twice as long, and never in step with others.
void wait_before(std::size_t tried, std::minstd_rand& random) {
    constexpr int first = 60;
    constexpr int longest = 4'000;
    const int most = std::min(longest, first << tried);
    std::uniform_int_distribution<int> milliseconds(first / 4, most);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
}

}  // namespace

std::vector<SeenTip> LedgerRef::seen() const {
    std::vector<SeenTip> all;
    const std::string text = read_git_file(seen_file(repository_)).value_or("");
    for (const std::string_view line : split_on(text, '\n')) {
        const auto words = split_on(line, ' ');
        constexpr std::size_t count = 4;
        const auto at = words.size() == count ? from_iso(words[3]) : std::nullopt;
        if (at && is_object_name(words[0])) {
            all.push_back({.remote = std::string(words[2]),
                           .ref = std::string(words[1]),
                           .commit = {std::string(words[0])},
                           .at = *at});
        }
    }
    return all;
}

std::optional<SeenTip> LedgerRef::seen_at(const std::string& remote) const {
    for (SeenTip& tip : seen()) {
        if (tip.remote == remote && tip.ref == ref_) {
            return std::move(tip);
        }
    }
    return std::nullopt;
}

void LedgerRef::remember(const SeenTip& tip) const {
    std::string text =
        tip.commit.value + " " + tip.ref + " " + tip.remote + " " + to_iso(tip.at) + "\n";
    for (const SeenTip& other : seen()) {
        if (other.remote != tip.remote || other.ref != tip.ref) {
            text += other.commit.value + " " + other.ref + " " + other.remote + " " +
                    to_iso(other.at) + "\n";
        }
    }
    write_file(seen_file(repository_), text);
}

void LedgerRef::fetch_refs(const std::string& remote) const {
    const Program git(repository_.place(), repository_.variables());
    constexpr std::size_t tries = 3;
    ProcessResult result;
    for (std::size_t tried = 0; tried < tries; ++tried) {
        result = git.run_within(
            time_limit, {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                         "--recurse-submodules=no", "--refmap=", "--prune", "--no-auto-maintenance",
                         "--end-of-options", remote, refspec_of(ref_, tracking(remote))});
        if (result.exit_code == 0) {
            return;
        }
        if (result.err.find("cannot lock ref") == std::string::npos) {
            break;
        }
    }
    throw Error(Error::Kind::Repository,
                "the facts of " + printable(remote) + " cannot be fetched: " + words_of(result))
        .state("what this clone knows is as it was")
        .next("git fetch " + shell_word(remote));
}

void LedgerRef::look_for_losses(const std::string& remote, LedgerFetched& fetched) {
    const std::optional<SeenTip> before = seen_at(remote);
    if (!before) {
        return;
    }
    if (!repository_.find_commit(before->commit.value)) {
        fetched.forgotten = before->commit != fetched.tip;
        return;
    }
    if (before->commit != fetched.tip) {
        fetched.lost = paths_lost(files(before->commit),
                                  fetched.tip ? files(*fetched.tip) : std::vector<FileObject>());
    }
}

LedgerFetched LedgerRef::fetch(const std::string& remote, Timestamp now) {
    LedgerFetched fetched;
    if (const auto known = tip_of(tracking(remote)); known && !seen_at(remote)) {
        remember({.remote = remote, .ref = ref_, .commit = *known, .at = now});
    }
    fetch_refs(remote);
    fetched.tip = tip_of(tracking(remote));
    look_for_losses(remote, fetched);
    if (!fetched.lost.empty()) {
        // It stays remembered until the remote has it again.
        const SeenTip before = *seen_at(remote);
        remember({.remote = remote, .ref = ref_, .commit = before.commit, .at = now});
        join(before.commit, {}, "keep what " + remote + " lost");
    } else if (fetched.tip) {
        remember({.remote = remote, .ref = ref_, .commit = *fetched.tip, .at = now});
    }
    if (fetched.tip) {
        fetched.received = join(fetched.tip, {}, "join what " + remote + " has");
    }
    return fetched;
}

LedgerPushed LedgerRef::push(const std::string& remote, Timestamp now, LedgerFetched fetched) {
    const Program git(repository_.place(), repository_.variables());
    std::minstd_rand random(static_cast<unsigned>(::getpid()));
    LedgerPushed pushed;
    pushed.fetched = std::move(fetched);
    while (true) {
        const std::optional<CommitId> own = tip_of(ref_);
        const std::optional<CommitId> theirs = pushed.fetched.tip;
        const std::size_t missing =
            own ? paths_lost(files(*own), theirs ? files(*theirs) : std::vector<FileObject>())
                      .size()
                : 0;
        if (missing == 0) {
            pushed.done = true;
            return pushed;
        }
        ++pushed.tries;
        const ProcessResult result =
            git.run_within(time_limit, {"push", "--no-verify", "--porcelain", "--no-follow-tags",
                                        "--recurse-submodules=no", "--end-of-options", remote,
                                        own->value + ":" + ref_});
        if (result.exit_code == 0) {
            pushed.sent = missing;
            pushed.done = true;
            move_ref(git, tracking(remote), *own, theirs);
            remember({.remote = remote, .ref = ref_, .commit = *own, .at = now});
            return pushed;
        }
        if (!was_overtaken(result.out) || pushed.tries == most_pushes) {
            pushed.problem = words_of(result);
            return pushed;
        }
        wait_before(pushed.tries, random);
        LedgerFetched again = fetch(remote, now);
        again.received += pushed.fetched.received;
        if (again.lost.empty()) {
            again.lost = std::move(pushed.fetched.lost);
        }
        pushed.fetched = std::move(again);
    }
}

std::vector<std::string> LedgerRef::lost_here() {
    std::vector<std::string> lost;
    const auto here = files(tips());
    for (const SeenTip& tip : seen()) {
        if (tip.ref != ref_) {
            continue;
        }
        if (!repository_.find_commit(tip.commit.value)) {
            lost.push_back(tip.remote + "'s " + tip.commit.value.substr(0, 12));
            continue;
        }
        for (std::string& path : paths_lost(files(tip.commit), here)) {
            lost.push_back(std::move(path));
        }
    }
    return lost;
}

}  // namespace gmig::git
