#include "git/entries.hpp"

#include "git/folder_path.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace gmig::git {
namespace {

std::string_view kind_of(Mode mode) {
    switch (mode & mode_type) {
        case mode_folder:
            return "a folder";
        case mode_file:
            return "a file";
        case 0120000:
            return "a symbolic link";
        case 0160000:
            return "a submodule";
        default:
            return "neither a file nor a folder";
    }
}

bool is_safe_path(std::string_view path) {
    for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/')) {
        if (!is_safe_part(path.substr(0, end))) {
            return false;
        }
        path.remove_prefix(end + 1);
    }
    return is_safe_part(path);
}

}  // namespace

std::string describe(const CommitId& commit) {
    return fmt::format("commit {}", printable(commit.value.substr(0, 7)));
}

bool is_safe_part(std::string_view part) {
    if (part.empty() || part == "." || part == "..") {
        return false;
    }
    return part.size() != 4 || ascii_lower(part) != ".git";
}

bool takes(const FolderQuery& query, std::string_view source, std::string_view path, Mode mode) {
    if (!query.wants(path)) {
        return false;
    }
    const bool regular = (mode & mode_type) == mode_file;
    if (regular && is_safe_path(path)) {
        return true;
    }
    if (query.files_only) {
        return false;
    }
    const std::string whole = folder_prefix(query.folder) + std::string(path);
    if (regular) {
        throw Error(Error::Kind::Migration, fmt::format("\"{}\" in {} is a path that git forbids",
                                                        printable(whole), source))
            .at({.file = whole})
            .next("git fsck");
    }
    throw Error(Error::Kind::Migration,
                fmt::format("\"{}\" is {} in {}, where a migration would be", printable(whole),
                            kind_of(mode), source))
        .at({.file = whole})
        .state("gmig reads regular files only")
        .next(fmt::format("git rm -r --cached -- '{}'", printable(whole)));
}

std::vector<FileObject> staged_files(std::vector<IndexEntry> entries, const FolderQuery& query) {
    std::vector<FileObject> files;
    std::string above;  // the folder of the entry before, which has been asked about
    for (auto& entry : entries) {
        if (entry.conflicted || entry.intent_to_add) {
            continue;
        }
        const std::string folder = entry.path.substr(0, entry.path.rfind('/') + 1);
        for (std::size_t end = folder.find('/'); folder != above && end != std::string::npos;
             end = folder.find('/', end + 1)) {
            takes(query, the_index, folder.substr(0, end), mode_folder);
        }
        above = folder;
        if (takes(query, the_index, entry.path, entry.mode)) {
            files.push_back({std::move(entry.path), std::move(entry.object)});
        }
    }
    return files;
}

void sort_by_path(std::vector<FileObject>& files) {
    if (!std::ranges::is_sorted(files, {}, &FileObject::path)) {
        std::ranges::sort(files, {}, &FileObject::path);
    }
}

std::vector<std::string> staged_conflicts(const std::vector<IndexEntry>& entries) {
    std::vector<std::string> paths;
    for (const auto& entry : entries) {
        if (entry.conflicted && (paths.empty() || paths.back() != entry.path)) {
            paths.push_back(entry.path);
        }
    }
    return paths;
}

void refuse_as_folder(std::string_view path, std::string_view source, Mode mode) {
    throw Error(Error::Kind::Migration,
                fmt::format("\"{}\" is {} in {}, where the folder of the migrations would be",
                            printable(path), kind_of(mode), source))
        .at({.file = std::string(path)})
        .state("gmig follows neither links nor submodules")
        .next("name a folder of this repository in gmig.json");
}

void Budget::add(const std::string& path, std::uint64_t bytes) {
    ++files_;
    bytes_ += bytes;
    std::string_view limit;
    std::string_view next = "take out of the folder what is no migration";
    if (bytes > max_file_bytes) {
        limit = "is larger than 16 MiB";
        next = "split it into several, or take it out of the folder";
    } else if (bytes_ > max_total_bytes) {
        limit = "is where the files come to more than 256 MiB together";
    } else if (files_ > max_files) {
        limit = "is one file more than the 200000 that gmig reads";
    } else {
        return;
    }
    throw Error(Error::Kind::Migration, fmt::format("\"{}\" {}", printable(path), limit))
        .at({.file = path})
        .state("it was not read")
        .next(std::string(next));
}

std::uint64_t parse_number(std::string_view digits, int base) {
    std::uint64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, number, base);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
        throw Error(
            Error::Kind::Repository,
            fmt::format("git answered \"{}\" where a number was expected", printable(digits)));
    }
    return number;
}

bool is_object_name(std::string_view text) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, is_digit);
}

void require_object_name(const CommitId& commit) {
    if (!is_object_name(commit.value)) {
        throw Error(Error::Kind::Repository,
                    fmt::format("\"{}\" is not a commit's full name", printable(commit.value)))
            .next("git rev-parse --verify REVISION");
    }
}

}  // namespace gmig::git
