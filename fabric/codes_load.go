package fabric

// The codes of what is wrong with a file, as [Load] and [LoadState] report it,
// and with what [Text], [StateText] and [Design.Resolve] are given.
const (
	// CodeFileSyntax: text that is no YAML, or no UTF-8. Nothing behind it is
	// read, so it is the only problem reported.
	CodeFileSyntax Code = "file-syntax"
	// CodeFileTooLarge: a file larger, or a value deeper, than is read.
	CodeFileTooLarge Code = "file-too-large"
	// CodeFileEmpty: a file without a document.
	CodeFileEmpty Code = "file-empty"
	// CodeFileDocuments: a file with more than one document.
	CodeFileDocuments Code = "file-documents"
	// CodeFileReference: an anchor, an alias, a merge key or a tag of YAML. None
	// of them is part of the format: what a file says stands where it is said.
	CodeFileReference Code = "file-reference"
	// CodeFileUnknownField: a field that does not exist, often a misspelt one.
	CodeFileUnknownField Code = "file-unknown-field"
	// CodeFileDuplicateKey: a field or key that is given twice.
	CodeFileDuplicateKey Code = "file-duplicate-key"
	// CodeFileMissingField: a field that has to be given and is not.
	CodeFileMissingField Code = "file-missing-field"
	// CodeFileNoValue: a field with nothing behind its colon.
	CodeFileNoValue Code = "file-no-value"
	// CodeFileWrongType: a list where a mapping belongs, a number where a text
	// does, and the like. Nothing is converted: what looks like a number and is a
	// name has to be quoted.
	CodeFileWrongType Code = "file-wrong-type"
	// CodeFileWrongValue: a value of the right type that cannot be read, such as
	// an address with five parts, or a number that its field cannot hold.
	CodeFileWrongValue Code = "file-wrong-value"
	// CodeFileWrongVariant: a choice that is none of the possible ones, or more
	// than one of them.
	CodeFileWrongVariant Code = "file-wrong-variant"
	// CodeFileWrongLength: a list with too few or too many items.
	CodeFileWrongLength Code = "file-wrong-length"
	// CodeFileUnwritable: a value that the file format has no text for, such as
	// an address with a zone.
	CodeFileUnwritable Code = "file-unwritable"
	// CodeFileMore: problems beyond the first thousand.
	CodeFileMore Code = "file-more"
	// CodeSecretMissing: a secret that is not found under its name, or that is
	// empty.
	CodeSecretMissing Code = "secret-missing"
)
