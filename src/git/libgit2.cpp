#include "git/libgit2.hpp"

#include <gmig/support/error.hpp>

#include <fmt/core.h>

#include <array>

#ifdef __SANITIZE_ADDRESS__
// libgit2 1.5 (git_regexp_match) leaks 20 kB for each text that does not match: a key of the
// configuration, a revision that is not there. Not ours to mend; a run of gmig is short.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's name
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpcre2-8.so\n";
}
#endif

namespace gmig::git {
namespace {

// What gmig reads is the same with these as without. Those that change the format (objectformat,
// refstorage) are not among them: libgit2 refuses, and the git program answers.
std::array<const char*, 4> harmless_extensions() {
    return {"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
}

}  // namespace

Libgit2::Libgit2() {
    const Module module = Module::open_system(GMIG_LIBGIT2_SONAME, "libgit2-1.5");
#define GMIG_FILL(name) this->name = reinterpret_cast<decltype(&::name)>(module.symbol(#name));
    GMIG_LIBGIT2_FUNCTIONS(GMIG_FILL)
#undef GMIG_FILL
    // Never shut down: that would only make the next Repository pay the 3 ms again.
    if (git_libgit2_init() < 0) {
        throw Error(Error::Kind::Environment, "libgit2 cannot be initialised");
    }
    auto extensions = harmless_extensions();
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    // Whose repository it is has been settled with git's own rules (access.hpp); 1.5's differ.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

std::string hex_of(const Libgit2& git, const git_oid* oid) {
    std::array<char, GIT_OID_HEXSZ + 1> text{};
    return git.git_oid_tostr(text.data(), text.size(), oid);
}

void Libgit2::require(int code, const char* what) const {
    if (code >= 0) {
        return;
    }
    const git_error* last = git_error_last();
    throw Error(Error::Kind::Repository,
                fmt::format("{}: {}", what, last != nullptr ? last->message : "unknown error"));
}

}  // namespace gmig::git
