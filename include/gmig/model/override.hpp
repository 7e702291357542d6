#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/error.hpp>

#include <span>
#include <string>

namespace gmig {

/// A line of gmig.overrides: a law is set aside for one migration, for a reason that reviewers
/// read.
struct Override {
    enum class Kind : bool {
        Edit,   ///< "edit ID OLD NEW reason": its checksum may change from OLD to NEW
        Order,  ///< "order ID reason": it may come out of order
    };
    Kind kind{};
    MigrationId id;
    Checksum from;  ///< with Edit
    Checksum to;    ///< with Edit
    std::string reason;
    Where where;
    bool operator==(const Override&) const = default;
};

/// The first that lets this migration come late; null when none does.
const Override* order_override(std::span<const Override> overrides, const MigrationId& id);

/// The first that lets its checksum change so; null when none does.
const Override* edit_override(std::span<const Override> overrides, const MigrationId& id,
                              const Checksum& from, const Checksum& to);

}  // namespace gmig
