#pragma once

#include <gmig/git/repository.hpp>
#include <gmig/support/time.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gmig::git {

/// A commit of a ledger in this clone: its own ref, or what was fetched of a remote's.
struct LedgerTip {
    std::string remote;  ///< empty: this clone's own
    std::string ref;
    CommitId commit;
    bool operator==(const LedgerTip&) const = default;
};

/// What was last seen at a remote.
struct SeenTip {
    std::string remote;
    std::string ref;
    CommitId commit;
    Timestamp at;
    bool operator==(const SeenTip&) const = default;
};

/// What came of a fetch.
struct LedgerFetched {
    std::optional<CommitId> tip;    ///< the remote's, if it has one
    std::size_t received = 0;       ///< files that this clone had not
    std::vector<std::string> lost;  ///< paths that the remote had and has no more, or otherwise
    bool forgotten = false;         ///< what was seen there is not in this clone any more either
};

/// What came of a push.
struct LedgerPushed {
    bool done = false;
    std::size_t sent = 0;   ///< files that the remote had not
    std::size_t tries = 0;  ///< pushes; none when the remote had everything
    LedgerFetched fetched;  ///< the last time that it was looked at
    std::string problem;    ///< git's words, when it is not done
};

/// A ref whose commits' trees only ever grow: a file for each fact, named so that two of one name
/// are the same. Two tips are joined by the union of their trees, which never conflicts. Writes by
/// the git program (so sha256, reftable and bare repositories are no matter), moves the ref forward
/// only (never over what somebody else wrote meanwhile), and never forces a push.
///
/// What a remote is seen to have is remembered in COMMON_DIR/gmig/ledger-seen, so that one that
/// went back is known. Throws Error{Repository} with git's words.
class LedgerRef {
public:
    /// `ref` is a whole name: "refs/gmig/ledger".
    LedgerRef(Repository& repository, std::string ref);

    /// The tips that are in this clone, its own first. Looks at a few files only: where there is
    /// none nothing is loaded and no program is started (reftable apart).
    [[nodiscard]] std::vector<LedgerTip> tips() const;
    /// The union of their files, sorted by path; the first tip's where they differ. What is no
    /// regular file is passed over.
    std::vector<FileObject> files(const std::vector<LedgerTip>& tips);
    std::vector<FileObject> files(const CommitId& commit);

    /// The remote to exchange with: `asked`, git's gmig.ledgerRemote, origin, or the only one.
    [[nodiscard]] std::optional<std::string> choose_remote(const std::string& asked) const;

    /// Puts files into the clone's own ref by one commit, on top of all tips that are here. No
    /// commit where all of them are there. How many were not.
    std::size_t add(const std::vector<FileContent>& added, const std::string& message);

    /// Fetches the remote's into refs/gmig-remotes and joins it to the clone's own. `now` is
    /// remembered.
    LedgerFetched fetch(const std::string& remote, Timestamp now);

    /// Pushes the clone's own; where somebody else was faster, fetches, joins and tries again, ten
    /// times at most, waiting longer each time. `fetched` is what a fetch just said.
    LedgerPushed push(const std::string& remote, Timestamp now, LedgerFetched fetched);

    /// Paths that some commit of the clone's own ref took away or changed. A shallow clone knows of
    /// the commits that it has.
    [[nodiscard]] std::vector<std::string> shrunk() const;

    /// What was seen at remotes.
    [[nodiscard]] std::vector<SeenTip> seen() const;
    /// The files that a remote was seen to have and this clone has not, or otherwise.
    std::vector<std::string> lost_here();

private:
    [[nodiscard]] std::string tracking(const std::string& remote) const;
    [[nodiscard]] std::optional<CommitId> tip_of(const std::string& ref) const;
    [[nodiscard]] std::optional<SeenTip> seen_at(const std::string& remote) const;
    void remember(const SeenTip& tip) const;
    void fetch_refs(const std::string& remote) const;
    void look_for_losses(const std::string& remote, LedgerFetched& fetched);
    std::size_t join(const std::optional<CommitId>& other, const std::vector<FileContent>& added,
                     const std::string& message);

    Repository& repository_;
    std::string ref_;
};

/// The paths of `before` that `after` has not, or with another object; both sorted by path.
std::vector<std::string> paths_lost(const std::vector<FileObject>& before,
                                    const std::vector<FileObject>& after);

}  // namespace gmig::git
