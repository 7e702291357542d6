#include "git/hooks/hook_block.hpp"

#include "git/embedded_hooks.hpp"
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace gmig::git {
namespace {

constexpr std::string_view begin_mark = "# >>> gmig managed block v";
constexpr std::string_view end_mark = "# <<< gmig managed block v";

/// The shells whose syntax the block is tested with, and those that read the same.
constexpr std::array<std::string_view, 4> shells{"sh", "bash", "dash", "ash"};

std::string block_template(const std::string& name) {
    for (FileContent& file : embedded_hooks()) {
        if (file.path == name) {
            return std::move(file.bytes);
        }
    }
    throw std::logic_error("the hook " + name + " is not built in");
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + by.size())) {
        text.replace(at, word.size(), by);
    }
}

/// The next line that begins with `mark`, from `from` on.
std::size_t find_line(std::string_view text, std::string_view mark, std::size_t from) {
    for (std::size_t at = text.find(mark, from); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
        if (at == 0 || text[at - 1] == '\n') {
            return at;
        }
    }
    return std::string_view::npos;
}

std::size_t line_end(std::string_view text, std::size_t from) {
    const std::size_t newline = text.find('\n', from);
    return newline == std::string_view::npos ? text.size() : newline + 1;
}

int version_at(std::string_view text) {
    int version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    return version;
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// The interpreter that a shebang names: "bash" for "#!/usr/bin/env -S bash -e".
std::string_view interpreter_of(std::string_view shebang) {
    bool is_env = false;
    for (const std::string_view word : split_on(trim(shebang.substr(2)), ' ')) {
        if (word.empty() || (is_env && word.starts_with('-'))) {
            continue;
        }
        if (is_env || base_name(word) != "env") {
            return base_name(word);
        }
        is_env = true;
    }
    return {};
}

}  // namespace

std::string hook_block(const HookKind& kind, const std::string& program) {
    const std::string family = kind.on_server ? "server" : kind.blocks ? "blocking" : "reporting";
    std::string text = block_template(family + (kind.reads_input ? "-input" : "") + ".sh");
    replace_all(text, "@HOOK@", kind.name);
    replace_all(text, "@PROGRAM@", program.empty() ? "" : shell_word(program));
    return text;
}

std::optional<BlockSpan> find_block(std::string_view text) {
    const std::size_t begin = find_line(text, begin_mark, 0);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t last = find_line(text, end_mark, begin);
    if (last == std::string_view::npos) {
        return std::nullopt;
    }
    return BlockSpan{.begin = begin,
                     .end = line_end(text, last),
                     .version = version_at(text.substr(begin + begin_mark.size()))};
}

bool has_torn_block(std::string_view text) {
    const std::string rest = remove_blocks(std::string(text));
    return find_line(rest, begin_mark, 0) != std::string::npos ||
           find_line(rest, end_mark, 0) != std::string::npos;
}

std::string insert_block(std::string_view text, std::string_view block) {
    if (!text.starts_with("#!")) {
        return std::string(block) + std::string(text);
    }
    const std::size_t behind = line_end(text, 0);
    if (text[behind - 1] != '\n') {
        // Its newline goes before the block, and the block's own is left out: see remove_blocks.
        return fmt::format("{}\n{}", text, block.substr(0, block.size() - 1));
    }
    return fmt::format("{}{}{}", text.substr(0, behind), block, text.substr(behind));
}

std::string remove_blocks(std::string text) {
    while (const auto block = find_block(text)) {
        const bool ended = text[block->end - 1] == '\n';
        const std::size_t begin = ended || block->begin == 0 ? block->begin : block->begin - 1;
        text.erase(begin, block->end - begin);
    }
    return text;
}

HookText kind_of_text(std::string_view bytes) {
    if (!bytes.starts_with("#!")) {
        const bool is_text = bytes.find('\0') == std::string_view::npos;
        return is_text ? HookText::Shell : HookText::Program;
    }
    const std::string_view line = first_line(bytes);
    if (line.ends_with('\r')) {
        return HookText::CrLf;
    }
    return std::ranges::find(shells, interpreter_of(line)) != shells.end() ? HookText::Shell
                                                                           : HookText::Program;
}

}  // namespace gmig::git
