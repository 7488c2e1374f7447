// Package site carries a design from its file to the verdict, as the example
// programs do it: load, plan, emit both ends, read the emitted text back, lift
// it, simulate it, check it, and write all of it into a folder. It holds no logic
// of its own; every step is a call of the library.
package site
