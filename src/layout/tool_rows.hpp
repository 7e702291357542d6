#pragma once

#include "layout/foreign.hpp"
#include <gmig/layout/tool_history.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// One row of a tool's table while it is read.
class ToolCells {
public:
    /// `number` counts from 1; all of them outlive it.
    ToolCells(const HistoryTable& form, const std::string& table,
              const std::vector<std::optional<std::string>>& cells, std::size_t number)
        : form_(form), table_(table), cells_(cells), number_(number) {}

    /// A cell by its column's name.
    [[nodiscard]] const std::optional<std::string>& cell(std::string_view column) const;
    /// The same where NULL is as good as nothing.
    [[nodiscard]] std::string text(std::string_view column) const;
    [[nodiscard]] bool truth(std::string_view column) const;
    [[nodiscard]] std::int64_t number(std::string_view column) const;
    /// 0 for NULL and for what is no time.
    [[nodiscard]] Timestamp time(std::string_view column) const;
    /// Error{Environment}: nothing that the tool writes.
    [[noreturn]] void refuse(std::string_view column) const;

private:
    const HistoryTable& form_;
    const std::string& table_;
    const std::vector<std::optional<std::string>>& cells_;
    std::size_t number_;
};

/// A version, and a name where it is known, as a file would have them; nothing where no file of the
/// layout can. Of tools that know a version alone the slug is empty.
std::optional<ForeignName> named_by_row(Kind layout, const std::string& version,
                                        const std::string& name);

}  // namespace gmig::layout
