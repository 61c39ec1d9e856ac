//! Packs and profiles are embedded: a file that is added or changed there builds this crate anew.

fn main() {
    println!("cargo::rerun-if-changed=../../rules");
    println!("cargo::rerun-if-changed=../../profiles");
}
