#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace gmig {

/// A place in a text: `file:line:column`. Lines and columns count from 1, columns in characters
/// (code points), as editors do; 0 means not known.
struct Where {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    auto operator<=>(const Where&) const = default;
};

/// "file:line:column", without the parts that are not known; "" for no place at all.
std::string to_string(const Where& where);

/// A failure that the user will read: what happened, where, in what state things are now, and the
/// next command. Thrown, never returned.
///
/// What gmig is *asked to find* (an edited migration, one that is out of order) is a value, a
/// `Finding`, and not an error. Absence is `std::optional`.
class Error : public std::runtime_error {
public:
    /// Who has to act. The value is the exit code (docs/reference/exit-codes.md).
    enum class Kind : std::uint8_t {
        Usage = 2,         ///< the command line or the configuration
        Migration = 3,     ///< a migration file that cannot be used
        History = 4,       ///< a law of history: edited, missing, out of order, ledger conflict
        Lock = 5,          ///< another runner holds the lock
        Database = 6,      ///< the database refused; nothing has changed
        Recover = 7,       ///< the state needs `gmig recover`
        Repository = 8,    ///< git's state, or gmig cannot decide
        Guard = 9,         ///< consent is missing, or a guard stands
        Environment = 10,  ///< permission, disk, connection
        Internal = 70,     ///< a bug in gmig
        Signal = 128,      ///< ended by a signal after a clean rollback; see signal()
    };

    Error(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

    /// The place the message is about.
    Error&& at(Where where) && {
        where_ = std::move(where);
        return std::move(*this);
    }
    /// In what state things are now: "nothing has changed", "2 of 3 are executed".
    Error&& state(std::string text) && {
        state_ = std::move(text);
        return std::move(*this);
    }
    /// The one command that helps: "gmig add --new-id FILE".
    Error&& next(std::string text) && {
        next_ = std::move(text);
        return std::move(*this);
    }
    /// The number of the signal that ended the work (with Kind::Signal).
    Error&& by_signal(int number) && {
        signal_ = number;
        return std::move(*this);
    }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] const Where& where() const noexcept { return where_; }
    [[nodiscard]] const std::string& state() const noexcept { return state_; }
    [[nodiscard]] const std::string& next() const noexcept { return next_; }
    [[nodiscard]] int signal() const noexcept { return signal_; }
    /// What the process ends with.
    [[nodiscard]] int exit_code() const noexcept;

private:
    Kind kind_;
    Where where_;
    std::string state_;
    std::string next_;
    int signal_ = 0;
};

}  // namespace gmig
