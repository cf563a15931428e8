"""Run inside LLDB: writes as JSON what it reads of a module without running it; see main.rs beside it.

`dump.write(MODULE, ADDRESSES, RESULT)`: ADDRESSES is a file with one address a line. LLDB's file addresses of a module
count from the content of the code section, as DWARF's addresses do.
"""

import json

import lldb

COMPOSITES = lldb.eTypeClassStruct | lldb.eTypeClassClass | lldb.eTypeClassUnion
POINTERS = lldb.eTypeClassPointer | lldb.eTypeClassReference


class Types:
    """Every type that variables lead to, by number; a type is described once."""

    def __init__(self):
        self.described = []
        self.by_name = {}

    def number(self, kind):
        kind = kind.GetUnqualifiedType()
        of_name = self.by_name.setdefault(kind.name, [])
        for known, number in of_name:
            if known == kind:
                return number
        number = len(self.described)
        of_name.append((kind, number))
        self.described.append(None)
        self.described[number] = {"name": kind.name or "", "size": kind.size, **self.describe(kind)}
        return number

    def describe(self, kind):
        kinds = kind.GetTypeClass()
        if kinds & lldb.eTypeClassTypedef:
            return {"alias": self.number(kind.GetTypedefedType())}
        if kinds & POINTERS:
            target = kind.GetPointeeType()
            return {"pointer": self.number(target) if target.IsValid() else None}
        if kinds & lldb.eTypeClassArray:
            return {"element": self.number(kind.GetArrayElementType())}
        if kinds & lldb.eTypeClassEnumeration:
            return {"values": [[one.name, one.signed, one.unsigned] for one in kind.enum_members]}
        if kinds & COMPOSITES and kind.IsTypeComplete():
            bases = [[self.number(base.type), base.GetOffsetInBytes()] for base in kind.get_bases_array()]
            virtual = len(kind.get_vbases_array()) > 0
            return {"bases": bases, "virtual_bases": virtual, "members": [self.member(one) for one in kind.fields]}
        return {}

    def member(self, member):
        bits = member.GetBitfieldSizeInBits() if member.IsBitfield() else None
        return {"name": member.name, "type": self.number(member.type), "bit": member.GetOffsetInBits(), "bits": bits}


def place(line_entry):
    if not line_entry.IsValid():
        return None
    return [line_entry.file.fullpath, line_entry.line, line_entry.column]


def call_site(block):
    file = block.GetInlinedCallSiteFile()
    return [file.fullpath, block.GetInlinedCallSiteLine(), block.GetInlinedCallSiteColumn()]


def frames(target, types, context):
    """Innermost first: name, call site where it is inlined, and the variables of all blocks around the address."""
    found, variables, block = [], [], context.block
    while block.IsValid():
        for value in block.GetVariables(target, True, True, True):
            variables.append([value.name or "", types.number(value.type)])
        outermost = not block.GetParent().IsValid()
        if block.IsInlined() or outermost:
            name = block.GetInlinedName() if block.IsInlined() else context.function.name
            site = call_site(block) if block.IsInlined() else None
            found.append({"name": name, "site": site, "variables": variables})
            variables = []
        block = block.GetParent()
    return found


def position(target, types, module, address):
    wanted = module.ResolveFileAddress(address)
    context = module.ResolveSymbolContextForAddress(wanted, lldb.eSymbolContextEverything)
    described = frames(target, types, context) if context.function.IsValid() else []
    return {"address": address, "line": place(context.line_entry), "frames": described}


def write(path, addresses, result):
    target = lldb.debugger.CreateTarget(path)
    module = target.GetModuleAtIndex(0)
    types = Types()
    with open(addresses) as lines:
        positions = [position(target, types, module, int(line)) for line in lines]
    with open(result, "w") as out:
        json.dump({"positions": positions, "types": types.described}, out)
