package wire

// Path is the path of a file or directory of the caller; src/encode.ts makes one of a file URL. dispatch resolves it
// against the caller's working directory.
type Path string

// Location is a path, or a URL, as the caller gave it: what it means is up to the verb.
type Location string

// Locations are several.
type Locations []Location
