#pragma once

#include <gmig/model/ids.hpp>

#include <string>
#include <string_view>

namespace gmig::schema {

/// A piece of SQL inside a definition: a default, a check, a view's query. Kept as written (or as
/// the database prints it); two are equal when their tokens are: white space, comments, the case of
/// unquoted words and needless quotes of an identifier make no difference.
class Expression {
public:
    Expression() = default;
    Expression(std::string_view text, Dialect dialect);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    bool operator==(const Expression& other) const { return canonical_ == other.canonical_; }
    auto operator<=>(const Expression& other) const { return canonical_ <=> other.canonical_; }

private:
    std::string text_;
    std::string canonical_;
};

}  // namespace gmig::schema
