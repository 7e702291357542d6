#include <gmig/model/touched.hpp>

#include <algorithm>
#include <array>

namespace gmig {
namespace {

/// Kinds that share their names.
std::string_view family(std::string_view kind) {
    constexpr std::array<std::string_view, 4> relations{"table", "view", "sequence", "index"};
    return std::ranges::find(relations, kind) == relations.end() ? kind : "relation";
}

bool same_schema(const std::string& one, const std::string& other) {
    return one.empty() || other.empty() || one == other;
}

}  // namespace

std::string_view to_string(Touch touch) {
    constexpr std::array<std::string_view, 6> words{"reads",   "writes rows of", "alters",
                                                    "creates", "replaces",       "drops"};
    return words[static_cast<std::size_t>(touch)];
}

bool same_object(const Touched& one, const Touched& other) {
    return one.name == other.name && family(one.kind) == family(other.kind) &&
           same_schema(one.schema, other.schema);
}

void settle(Touches& touches) {
    std::vector<Touched>& objects = touches.objects;
    std::ranges::sort(objects);
    objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
    std::vector<Touched> kept;
    std::ranges::copy_if(objects, std::back_inserter(kept), [&](const Touched& object) {
        return object.touch != Touch::Reads ||
               std::ranges::none_of(objects, [&](const Touched& other) {
                   return other.touch != Touch::Reads && same_object(object, other);
               });
    });
    objects = std::move(kept);
}

}  // namespace gmig
