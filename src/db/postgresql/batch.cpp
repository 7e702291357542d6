#include "db/postgresql/batch.hpp"

#include "db/postgresql/names.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::db::postgresql {

void Batch::append(std::string_view statement, const Script* script, std::size_t offset) {
    pieces_.push_back({text_.size(), statement.size(), script, offset});
    // The newline ends a comment at the statement's end.
    text_.append(statement).append("\n;");
}

void Batch::add(std::string_view statement) {
    append(statement, nullptr, 0);
}

void Batch::add(const std::vector<std::string>& statements) {
    for (const std::string& statement : statements) {
        add(statement);
    }
}

void Batch::add(const Part& part, bool own_history) {
    for (const sql::Statement& statement : part.runnable.statements) {
        if (own_history) {
            append(ledger_names(statement.text), part.script, statement.offset);
        } else {
            append(statement.text, part.script, statement.offset);
        }
    }
}

std::size_t Batch::piece_at(std::size_t byte) const {
    const auto behind = std::upper_bound(
        pieces_.begin(), pieces_.end(), byte,
        [](std::size_t position, const Piece& piece) { return position < piece.start; });
    return static_cast<std::size_t>(behind - pieces_.begin()) - 1;
}

Where Batch::place(std::size_t index) const {
    if (index >= pieces_.size() || pieces_[index].script == nullptr) {
        return {};
    }
    return pieces_[index].script->where(pieces_[index].offset);
}

Where Batch::place(const Failure& failure, std::size_t done, bool single_bytes) const {
    if (failure.position == 0) {
        return place(done);
    }
    const std::size_t index = failure.position - 1;
    const std::size_t byte = single_bytes ? index : byte_offset(text_, index);
    const Piece& piece = pieces_[piece_at(byte)];
    if (piece.script == nullptr) {
        return {};
    }
    return piece.script->where(piece.offset + std::min(byte - piece.start, piece.size));
}

}  // namespace gmig::db::postgresql
