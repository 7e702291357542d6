#pragma once

#include "db/postgresql/introspection/catalog.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace gmig::db::postgresql {

/// What needs what. All objects are told first, then the catalog's dependencies are read, which
/// fills the lists of those that need something.
class Uses {
public:
    /// Object `id` is known by this key.
    void know(const ObjectId& id, schema::Key key);
    /// Type `array` is made of `element`, or of the rows of a relation.
    void know_derived(ObjectNumber type, const ObjectId& from);

    enum class OwnColumns : bool { Leave, List };
    /// What `id` needs goes to `list`, which stays where it is. `self` is never listed, but its
    /// columns are where asked for: an index's table is no news, which columns it needs is.
    void collect(const ObjectId& id, std::vector<schema::Use>& list, schema::Key self,
                 OwnColumns columns = OwnColumns::Leave);

    void read(const Ask& ask);

    [[nodiscard]] const schema::Key* key(ObjectId id) const;

private:
    struct Collected {
        std::vector<schema::Use>* list;
        schema::Key self;
        OwnColumns columns;
    };
    void read_members(const Ask& ask);
    void take(Cells cells);

    ByObject<schema::Key> keys_;
    std::unordered_map<ObjectNumber, ObjectId> derived_;
    ByObject<Collected> collected_;
};

}  // namespace gmig::db::postgresql
