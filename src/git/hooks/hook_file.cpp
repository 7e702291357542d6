#include "git/hooks/hook_file.hpp"

#include "git/hooks/hook_block.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <fmt/core.h>
#include <sys/stat.h>

namespace gmig::git {
namespace {

constexpr std::string_view shebang = "#!/bin/sh\n";

HookFile::What what_of(std::string_view bytes) {
    if (has_torn_block(bytes)) {
        return HookFile::What::TornBlock;
    }
    switch (kind_of_text(bytes)) {
        case HookText::Shell:
            return HookFile::What::Script;
        case HookText::CrLf:
            return HookFile::What::CrLf;
        case HookText::Program:
            break;
    }
    return HookFile::What::Program;
}

constexpr std::string_view call_begins = "exec \"${0%/*}/";
constexpr std::string_view call_ends = ".gmig-prev\" \"$@\"\n";

/// By the hook's name and not by the file's: pre-commit moves a hook aside and runs it there.
std::string call_of_previous(std::string_view hook) {
    return fmt::format("{}{}{}", call_begins, hook, call_ends);
}

bool is_call_of_previous(std::string_view text) {
    return text.starts_with(call_begins) && text.ends_with(call_ends) &&
           text.find('\n') == text.size() - 1;
}

}  // namespace

HookFile read_hook_file(const std::filesystem::path& path) {
    HookFile file{.path = path, .what = HookFile::What::Absent, .bytes = {}, .executable = false};
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return file;
    }
    if (S_ISLNK(status.st_mode)) {
        file.what = HookFile::What::Link;
        return file;
    }
    file.executable = (status.st_mode & S_IXUSR) != 0;
    try {
        file.bytes = read_file(path);
        file.what = what_of(file.bytes);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration) {
            throw;
        }
        file.what = HookFile::What::Other;
    }
    return file;
}

std::string own_text(std::string_view block) {
    return fmt::format("{}{}", shebang, block);
}

std::string wrapper_text(std::string_view block, std::string_view hook) {
    return own_text(block) + call_of_previous(hook);
}

bool is_own_alone(const std::string& bytes, HookMode mode) {
    const std::string rest = remove_blocks(bytes);
    if (mode == HookMode::Own) {
        return rest.empty() || rest == shebang;
    }
    return rest.starts_with(shebang) &&
           is_call_of_previous(std::string_view(rest).substr(shebang.size()));
}

HookMode mode_of_text(const std::string& bytes) {
    if (remove_blocks(bytes) == shebang) {
        return HookMode::Own;
    }
    return is_own_alone(bytes, HookMode::Wrapper) ? HookMode::Wrapper : HookMode::Block;
}

}  // namespace gmig::git
