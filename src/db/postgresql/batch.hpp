#pragma once

#include "db/postgresql/exchange.hpp"
#include <gmig/db/driver.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::db::postgresql {

/// Several statements that go to the server as one text, and where each of them comes from.
class Batch {
public:
    /// Statements of gmig's own, one each.
    void add(std::string_view statement);
    void add(const std::vector<std::string>& statements);
    /// The statements of a part. With `own_history` the ledger's names are read as a Query's are.
    void add(const Part& part, bool own_history = false);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// How many statements there are.
    [[nodiscard]] std::size_t size() const { return pieces_.size(); }
    /// Where in its file statement `index` stands; nowhere for gmig's own.
    [[nodiscard]] Where place(std::size_t index) const;
    /// Where in its file the failure is, `done` statements having succeeded before. The server's
    /// position counts characters, of which SQL_ASCII (`single_bytes`) takes every byte for one.
    [[nodiscard]] Where place(const Failure& failure, std::size_t done, bool single_bytes) const;

private:
    struct Piece {
        std::size_t start;  ///< in the text
        std::size_t size;
        const Script* script;  ///< null for gmig's own
        std::size_t offset;    ///< in the script
    };
    void append(std::string_view statement, const Script* script, std::size_t offset);
    [[nodiscard]] std::size_t piece_at(std::size_t byte) const;

    std::string text_;
    std::vector<Piece> pieces_;
};

}  // namespace gmig::db::postgresql
