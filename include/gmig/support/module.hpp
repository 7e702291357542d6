#pragma once

#include <filesystem>
#include <string>

namespace gmig {

/// A shared object opened at run time, because only some runs need it. It stays open until the
/// process ends: objects made by its code may outlive the handle.
///
/// A module of gmig's own, `<name>.so`, is looked for in `../lib/gmig` and `../lib/<triplet>/gmig`
/// (the GMIG_MODULE_FOLDER of the build) relative to the running program, never in the working
/// directory or in LD_LIBRARY_PATH.
class Module {
public:
    /// Throws Error{Environment} that names the module and the folders that were looked in.
    static Module open_own(const std::string& name);
    /// A system library by its soname. Throws Error{Environment} naming the package to install.
    static Module open_system(const std::string& soname, const std::string& debian_package);

    /// The address of a symbol. Throws Error{Internal} when it lacks it.
    [[nodiscard]] void* symbol(const char* name) const;

private:
    Module(void* handle, std::string name) : handle_(handle), name_(std::move(name)) {}
    void* handle_;
    std::string name_;
};

}  // namespace gmig
