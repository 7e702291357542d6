#include "git/files.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <array>
#include <fstream>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

// git quotes an entry of GIT_ALTERNATE_OBJECT_DIRECTORIES that holds a ':' or begins with a quote,
// as a string of C. Takes the entry off the text.
std::string take_quoted(std::string_view& text) {
    std::string entry;
    text.remove_prefix(1);
    while (!text.empty() && text.front() != '"') {
        if (text.front() != '\\' || text.size() < 2) {
            entry += text.front();
            text.remove_prefix(1);
            continue;
        }
        constexpr std::string_view written = "abtnvfr";
        const std::size_t which = written.find(text[1]);
        if (which != std::string_view::npos) {
            entry += static_cast<char>(7 + static_cast<int>(which));
        } else if (text[1] >= '0' && text[1] <= '3' && text.size() >= 4) {
            entry += static_cast<char>((text[1] - '0') * 64 + (text[2] - '0') * 8 + text[3] - '0');
            text.remove_prefix(2);
        } else {
            entry += text[1];
        }
        text.remove_prefix(2);
    }
    text.remove_prefix(std::min(text.find(':'), text.size()));
    return entry;
}

std::vector<std::string> alternates(std::string_view text) {
    std::vector<std::string> entries;
    while (!text.empty()) {
        if (text.front() == '"') {
            entries.push_back(take_quoted(text));
        } else {
            const std::size_t end = std::min(text.find(':'), text.size());
            entries.emplace_back(text.substr(0, end));
            text.remove_prefix(end);
        }
        text.remove_prefix(text.empty() ? 0 : 1);
    }
    return entries;
}

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// A cherry-pick or revert of several commits, between two of them.
Operation sequenced(const Place& place) {
    const std::string todo =
        read_git_file(place.git_dir / "sequencer" / "todo").value_or(std::string());
    const std::string_view line = trim(todo);
    if (line.starts_with("pick ") || line.starts_with("p ")) {
        return Operation::CherryPick;
    }
    return line.starts_with("revert ") ? Operation::Revert : Operation::None;
}

}  // namespace

fs::path resolved(const fs::path& path) {
    std::error_code failed;
    fs::path whole = fs::weakly_canonical(path, failed);
    return failed ? path.lexically_normal() : whole;
}

std::optional<std::string> value_of(const Variables& variables, const std::string& name) {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) {
        return std::nullopt;
    }
    return found->second;
}

bool is_set(const Variables& variables, const std::string& name) {
    return variables.find(name) != variables.end();
}

std::optional<std::string> read_git_file(const fs::path& path) {
    if (!is_there(path)) {
        return std::nullopt;
    }
    std::error_code ignored;
    std::ifstream file;
    if (fs::is_regular_file(path, ignored)) {  // a pipe would keep us waiting
        file.open(path, std::ios::binary);
    }
    std::string bytes;
    const std::uintmax_t size = fs::file_size(path, ignored);
    if (!ignored && size <= max_total_bytes) {
        bytes.reserve(size);
    }
    std::array<char, 65536> part{};
    while (file.is_open() && file) {
        file.read(part.data(), part.size());
        bytes.append(part.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad()) {
        throw Error(Error::Kind::Repository,
                    fmt::format("{} cannot be read", printable(path.string())))
            .next("check its permissions");
    }
    return bytes;
}

const fs::path& top_of(const Place& place) {
    return place.work_tree.empty() ? place.git_dir : place.work_tree;
}

fs::path index_path(const Place& place, const Variables& variables) {
    const auto named = value_of(variables, "GIT_INDEX_FILE");
    return named ? top_of(place) / *named : place.git_dir / "index";
}

std::vector<fs::path> object_folders(const Place& place, const Variables& variables) {
    std::vector<fs::path> folders;
    const auto add = [&](const std::string& folder) {
        if (!folder.empty() && is_there(top_of(place) / folder)) {
            folders.push_back(top_of(place) / folder);
        }
    };
    add(value_of(variables, "GIT_OBJECT_DIRECTORY").value_or(""));
    const auto list = value_of(variables, "GIT_ALTERNATE_OBJECT_DIRECTORIES");
    for (const auto& folder : alternates(list.value_or(""))) {
        add(folder);
    }
    return folders;
}

std::string shallow_commits(const Place& place, const Variables& variables) {
    if (is_set(variables, "GIT_SHALLOW_FILE")) {
        const auto named = value_of(variables, "GIT_SHALLOW_FILE");
        return named ? read_git_file(top_of(place) / *named).value_or("") : "";
    }
    return read_git_file(place.common_dir / "shallow").value_or("");
}

Operation operation_of(const Place& place) {
    const fs::path& folder = place.git_dir;
    // First what a rebase is, which makes the files of a merge or a cherry-pick on its way.
    if (is_there(folder / "rebase-apply" / "applying")) {
        return Operation::Am;
    }
    static constexpr std::array<std::pair<const char*, Operation>, 5> signs = {{
        {"rebase-merge", Operation::Rebase},
        {"rebase-apply", Operation::Rebase},
        {"MERGE_HEAD", Operation::Merge},
        {"CHERRY_PICK_HEAD", Operation::CherryPick},
        {"REVERT_HEAD", Operation::Revert},
    }};
    for (const auto& [name, operation] : signs) {
        if (is_there(folder / name)) {
            return operation;
        }
    }
    if (const Operation operation = sequenced(place); operation != Operation::None) {
        return operation;
    }
    return is_there(folder / "BISECT_LOG") ? Operation::Bisect : Operation::None;
}

std::string_view to_string(Operation operation) {
    switch (operation) {
        case Operation::None:
            return "none";
        case Operation::Merge:
            return "merge";
        case Operation::Rebase:
            return "rebase";
        case Operation::CherryPick:
            return "cherry-pick";
        case Operation::Revert:
            return "revert";
        case Operation::Bisect:
            return "bisect";
        case Operation::Am:
            return "am";
    }
    return "none";
}

}  // namespace gmig::git
