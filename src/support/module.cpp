#include "support/descriptor.hpp"
#include <gmig/support/module.hpp>
#include <gmig/support/process.hpp>
#include <gmig/support/text.hpp>

#include <dlfcn.h>
#include <fmt/core.h>

#include <array>
#include <cassert>

namespace gmig {
namespace {

/// What dlopen or dlsym has to say of its last failure.
std::string loader_message() {
    const char* const message = ::dlerror();
    return message == nullptr ? "no reason given" : printable(message);
}

void* open_shared_object(const std::string& name) {
    // NOW, so that what is missing is missed here; LOCAL, so that its symbols stay its own.
    return ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
}

std::array<std::filesystem::path, 2> module_folders() {
    const std::filesystem::path program = program_folder();
    return {(program / GMIG_MODULE_FOLDER).lexically_normal(),
            (program / GMIG_MODULE_FOLDER_OF_TRIPLET).lexically_normal()};
}

}  // namespace

Module Module::open_own(const std::string& name) {
    assert(name.find('/') == std::string::npos);
    const auto folders = module_folders();
    for (const std::filesystem::path& folder : folders) {
        const std::filesystem::path file = folder / (name + ".so");
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) {
            continue;
        }
        void* const handle = open_shared_object(file.native());
        if (handle == nullptr) {
            throw Error(Error::Kind::Environment,
                        fmt::format("cannot load gmig's module {}: {}", name, loader_message()))
                .at({file.native()});
        }
        return {handle, name};
    }
    throw Error(Error::Kind::Environment,
                fmt::format("gmig's module {}.so is neither in {} nor in {}", name,
                            printable(folders[0].native()), printable(folders[1].native())));
}

Module Module::open_system(const std::string& soname, const std::string& debian_package) {
    void* const handle = open_shared_object(soname);
    if (handle == nullptr) {
        throw Error(Error::Kind::Environment,
                    fmt::format("cannot load the library {}: {}", soname, loader_message()))
            .next("apt install " + debian_package);
    }
    return {handle, soname};
}

void* Module::symbol(const char* name) const {
    void* const address = ::dlsym(handle_, name);
    if (address == nullptr) {
        throw Error(Error::Kind::Internal,
                    fmt::format("{} lacks {}: {}", name_, name, loader_message()));
    }
    return address;
}

}  // namespace gmig
