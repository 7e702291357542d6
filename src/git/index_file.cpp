#include "git/index_file.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace gmig::git {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t object_bytes = 20;
constexpr std::size_t stat_bytes = 40;
constexpr std::size_t fixed_bytes = stat_bytes + object_bytes + 2;

[[noreturn]] void refuse(const std::string& what) {
    throw Error(Error::Kind::Repository, "the index cannot be read: " + what).next("git status");
}

std::string hexadecimal(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4U];
        text += digits[static_cast<unsigned char>(c) & 0xFU];
    }
    return text;
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {
        if (bytes_.size() < header_bytes + object_bytes || !bytes_.starts_with("DIRC")) {
            refuse("it is no index file");
        }
        version_ = number(4, 4);
        left_ = number(8, 4);
        if (version_ < 2 || version_ > 4) {
            refuse(fmt::format("version {} is unknown", version_));
        }
        bytes_.remove_suffix(object_bytes);  // the checksum
    }

    /// Goes to the next entry; false after the last, when nothing follows that only git reads.
    bool next() {
        if (left_ == 0) {
            refuse_mandatory_extensions();
            return false;
        }
        --left_;
        at_ = end_;
        flags_ = number(at_ + stat_bytes + object_bytes, 2);
        const bool extended = version_ >= 3 && (flags_ & 0x4000U) != 0;
        std::size_t name = at_ + fixed_bytes;
        extended_ = extended ? number(name, 2) : 0;
        name += extended ? 2 : 0;
        read_path(name, flags_ & 0xFFFU);
        return true;
    }

    [[nodiscard]] std::string_view path() const { return path_; }
    [[nodiscard]] Mode mode() const { return static_cast<Mode>(number(at_ + 24, 4)); }
    [[nodiscard]] IndexEntry entry(std::size_t prefix_bytes) const {
        return {.path = std::string(path_.substr(prefix_bytes)),
                .object = hexadecimal(bytes_.substr(at_ + stat_bytes, object_bytes)),
                .mode = mode(),
                .conflicted = (flags_ & 0x3000U) != 0,
                .intent_to_add = (extended_ & 0x2000U) != 0};
    }

private:
    [[nodiscard]] std::uint64_t number(std::size_t offset, std::size_t count) const {
        if (offset + count > bytes_.size()) {
            refuse("it ends too early");
        }
        std::uint64_t value = 0;
        for (const char c : bytes_.substr(offset, count)) {
            value = value << 8U | static_cast<unsigned char>(c);
        }
        return value;
    }

    // `length` is 0xFFF for that much or more.
    void read_path(std::size_t start, std::uint64_t length) {
        if (version_ == 4) {
            read_compressed_path(start);
            return;
        }
        if (length == 0xFFF) {
            length = std::min(bytes_.find('\0', start), bytes_.size()) - start;
        }
        if (start + length >= bytes_.size()) {
            refuse("it ends too early");
        }
        path_ = bytes_.substr(start, length);
        // One to eight NULs, so that an entry's size is a multiple of eight.
        end_ = at_ + ((start + length - at_) / 8 + 1) * 8;
    }

    // Version 4: how many bytes of the path before this one fall away, then those that follow.
    void read_compressed_path(std::size_t start) {
        std::uint64_t dropped = number(start, 1) & 0x7FU;
        while ((number(start, 1) & 0x80U) != 0) {
            ++start;
            dropped = ((dropped + 1) << 7U) | (number(start, 1) & 0x7FU);
        }
        ++start;
        const std::size_t end = bytes_.find('\0', start);
        if (end == std::string_view::npos || dropped > built_.size()) {
            refuse("a path in it is damaged");
        }
        built_.resize(built_.size() - dropped);
        built_ += bytes_.substr(start, end - start);
        path_ = built_;
        end_ = end + 1;
    }

    // Extensions stand behind the entries; git passes over those with a capital letter.
    void refuse_mandatory_extensions() const {
        for (std::size_t at = end_; at + 8 <= bytes_.size(); at += 8 + number(at + 4, 4)) {
            if (bytes_[at] < 'A' || bytes_[at] > 'Z') {
                refuse(fmt::format("only git reads its extension \"{}\"",
                                   printable(bytes_.substr(at, 4))));
            }
        }
    }

    std::string_view bytes_;
    std::uint64_t version_ = 0;
    std::uint64_t left_ = 0;
    std::size_t at_ = 0;              // the entry
    std::size_t end_ = header_bytes;  // and behind it
    std::uint64_t flags_ = 0;
    std::uint64_t extended_ = 0;
    std::string_view path_;
    std::string built_;  // version 4 only
};

}  // namespace

std::vector<IndexEntry> parse_index(std::string_view bytes, std::string_view prefix) {
    std::vector<IndexEntry> entries;
    for (Reader reader(bytes); reader.next();) {
        if (reader.path().starts_with(prefix)) {
            entries.push_back(reader.entry(prefix.size()));
        }
    }
    return entries;
}

std::vector<std::string> paths_in_index(std::string_view bytes, std::string_view name) {
    std::vector<std::string> paths;
    for (Reader reader(bytes); reader.next();) {
        const std::string_view path = reader.path();
        if (path.ends_with(name) &&
            (path.size() == name.size() || path[path.size() - name.size() - 1] == '/')) {
            paths.emplace_back(path);
        }
    }
    return paths;
}

Mode mode_in_index(std::string_view bytes, std::string_view path) {
    Mode mode = 0;
    for (Reader reader(bytes); reader.next();) {
        if (reader.path() == path) {
            mode = reader.mode();
        }
    }
    return mode;
}

}  // namespace gmig::git
