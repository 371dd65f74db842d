#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sesshu_fuzz::webhook(bytes));
