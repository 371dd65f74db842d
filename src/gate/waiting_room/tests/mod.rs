mod mornings;
mod order;
mod town;
