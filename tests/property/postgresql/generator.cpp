#include "postgresql/generator.hpp"

#include "postgresql/pieces.hpp"

#include <algorithm>

namespace gmig::property {
namespace {

std::string replaced(std::string text, char sign, const std::string& by) {
    for (std::size_t at = text.find(sign); at != std::string::npos;
         at = text.find(sign, at + by.size())) {
        text.replace(at, 1, by);
    }
    return text;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

/// Another table of the same name that mostly has the same columns.
Piece changed_table(Random& random, const Slot& slot, const Piece& old) {
    Piece piece = slot.make(random, slot.name);
    std::vector<std::string> parts = old.parts;
    if (!parts.empty() && random.percent(50)) {
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(random.below(parts.size())));
    }
    for (const std::string& part : piece.parts) {
        const std::string name = part.substr(0, part.find(' '));
        const auto same = std::ranges::find_if(
            parts, [&](const std::string& other) { return other.starts_with(name + " "); });
        if (same == parts.end()) {
            if (random.percent(30)) {
                parts.push_back(part);
            }
        } else if (random.percent(30)) {
            *same = part;
        }
    }
    piece.parts = std::move(parts);
    if (random.percent(80)) {
        piece.sql = old.sql;
    }
    return piece;
}

std::vector<Slot> all_slots() {
    std::vector<Slot> result;
    for (const auto& kind :
         {type_slots(), routine_slots(), table_slots(), constraint_slots(), index_slots(),
          view_slots(), dependent_routine_slots(), dependent_slots(), note_slots()}) {
        result.insert(result.end(), kind.begin(), kind.end());
    }
    return result;
}

}  // namespace

const std::vector<Slot>& slots() {
    static const std::vector<Slot> result = all_slots();
    return result;
}

Model generated(Random& random) {
    Model model;
    for (const Slot& slot : slots()) {
        if (random.percent(slot.chance)) {
            model.push_back(slot.make(random, slot.name));
            model.back().kind = slot.kind;
            model.back().name = slot.name;
        }
    }
    return model;
}

Model mutated(Random& random, const Model& model) {
    const std::size_t busy = random.one_of(std::vector<std::size_t>{3, 8, 20});
    Model result;
    for (const Slot& slot : slots()) {
        const auto old = std::ranges::find_if(model, [&](const Piece& piece) {
            return piece.kind == slot.kind && piece.name == slot.name;
        });
        const bool changes = random.percent(busy);
        if (old == model.end()) {
            if (changes && random.percent(slot.chance)) {
                result.push_back(slot.make(random, slot.name));
            } else {
                continue;
            }
        } else if (!changes) {
            result.push_back(*old);
        } else if (random.percent(30)) {
            continue;
        } else if (old->parts.empty()) {
            result.push_back(slot.make(random, slot.name));
        } else {
            result.push_back(changed_table(random, slot, *old));
        }
        result.back().kind = slot.kind;
        result.back().name = slot.name;
    }
    return result;
}

std::vector<Statement> statements(const Model& model, const std::string& schema) {
    std::vector<Statement> result;
    const auto filled = [&](const std::string& sql, const std::vector<std::string>& parts) {
        return replaced(replaced(sql, '%', joined(parts)), '@', schema);
    };
    for (const Piece& piece : model) {
        Statement statement{filled(piece.sql, piece.parts), {}};
        for (const std::string& part : piece.parts) {
            statement.instead.push_back(
                statement.instead.empty()
                    ? filled(piece.sql, {part})
                    : filled("ALTER TABLE @." + piece.name + " ADD COLUMN %", {part}));
        }
        result.push_back(std::move(statement));
    }
    return result;
}

}  // namespace gmig::property
