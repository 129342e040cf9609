import Glibc

/// What an editor that did not end well has left beside the files that it was given: what was typed and not yet saved, if
/// it is one that rescues that when something ends it, as vim and nano do.
enum EditorLeftovers {
    /// Takes the folder away, and puts what is left there of that kind beside other texts that are kept. Returns where that
    /// is; `nil` if there is nothing. `handled` are the names of files of which somebody else takes care.
    static func rescue(from folder: EditingFolder, except handled: [String], environment: Environment) -> String? {
        let names = folder.leftovers(except: handled)
        let place = names.isEmpty ? nil : copy(names, of: folder, environment)
        // What cannot be put elsewhere stays where it is.
        if !names.isEmpty, place == nil { return folder.path }
        folder.remove()
        return place
    }

    /// Under their own names, by which editors know them again. It need not be the same disk, so they are not renamed.
    private static func copy(_ names: [String], of folder: EditingFolder, _ environment: Environment) -> String? {
        guard let state = StateFolder.path(environment) else { return nil }
        StateFolder.make(state)
        guard var place = try? EditingFolder(in: state, named: "edit") else { return nil }
        do throws(EditingFolder.Problem) {
            for name in names { try place.write(try folder.read(name), to: name) }
        } catch {
            place.remove()
            return nil
        }
        return names.count == 1 ? place.path(of: names[0]) : place.path
    }
}
