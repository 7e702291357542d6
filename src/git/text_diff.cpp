#include "git/libgit2.hpp"
#include <gmig/git/text_diff.hpp>
#include <gmig/support/error.hpp>

namespace gmig::git {
namespace {

std::string body_of(const Libgit2& git, const NamedText& before, const NamedText& after) {
    git_patch* raw = nullptr;
    git.require(git.git_patch_from_buffers(&raw, before.text.data(), before.text.size(), nullptr,
                                           after.text.data(), after.text.size(), nullptr, nullptr),
                "diff");
    const Handle<git_patch> patch(raw, git.git_patch_free);
    git_buf text{};
    git.require(git.git_patch_to_buf(&text, patch.get()), "diff");
    const std::unique_ptr<git_buf, decltype(git.git_buf_dispose)> owner(&text, git.git_buf_dispose);
    return {text.ptr, text.size};
}

}  // namespace

std::optional<std::string> text_difference(const NamedText& before, const NamedText& after) {
    if (before.text == after.text) {
        return "";
    }
    try {
        const Libgit2 git;
        const std::string body = body_of(git, before, after);
        // libgit2's own heading speaks of files of a repository.
        const std::size_t hunks = body.find("\n@@ ");
        return hunks == std::string::npos
                   ? body
                   : "--- " + before.name + "\n+++ " + after.name + body.substr(hunks);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Environment) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace gmig::git
