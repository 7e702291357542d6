#include "git/ledger/union_commit.hpp"

#include <gmig/support/text.hpp>

#include <chrono>

namespace gmig::git {
namespace {

/// Who commits, as git has it; a runner in a pipeline often has nobody configured.
std::string committer(const Program& git) {
    const ProcessResult named = git.run({"var", "GIT_COMMITTER_IDENT"});
    if (named.exit_code == 0) {
        return std::string(trim(named.out));
    }
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    return "gmig <gmig@localhost> " + std::to_string(now.count()) + " +0000";
}

std::string data_of(std::string_view bytes) {
    return "data " + std::to_string(bytes.size()) + "\n" + std::string(bytes) + "\n";
}

std::string stream_of(const UnionCommit& commit, const std::string& who) {
    std::string text = "feature done\ncommit " + commit.ref + "\ncommitter " + who + "\n";
    text += data_of(commit.message);
    const char* word = "from ";
    for (const CommitId& parent : commit.parents) {
        text += word + parent.value + "\n";
        word = "merge ";
    }
    for (const FileObject& file : commit.objects) {
        text += "M 100644 " + file.object + " " + file.path + "\n";
    }
    for (const FileContent& file : commit.files) {
        text += "M 100644 inline " + file.path + "\n" + data_of(file.bytes);
    }
    return text + "\ndone\n";
}

}  // namespace

bool make_commit(const Program& git, const UnionCommit& commit) {
    const ProcessResult result = git.run({"fast-import", "--quiet", "--done", "--date-format=raw"},
                                         stream_of(commit, committer(git)));
    if (result.exit_code == 0) {
        return true;
    }
    // It never moves a ref but forward, and locks it while it does.
    const bool moved = result.err.find("Not updating") != std::string::npos ||
                       result.err.find("cannot lock ref") != std::string::npos;
    if (!moved) {
        refuse(result);
    }
    return false;
}

bool move_ref(const Program& git, const std::string& ref, const CommitId& to,
              const std::optional<CommitId>& from) {
    const std::string before = from ? from->value : std::string(to.value.size(), '0');
    const ProcessResult result =
        git.run({"update-ref", "--no-deref", "-m", "gmig ledger", ref, to.value, before});
    if (result.exit_code != 0 && result.err.find("cannot lock ref") == std::string::npos) {
        refuse(result);
    }
    return result.exit_code == 0;
}

}  // namespace gmig::git
