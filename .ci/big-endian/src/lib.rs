//! Nothing: the tests are the purpose.
