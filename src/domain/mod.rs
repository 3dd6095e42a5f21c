//! Values and rules of image requests; it knows nobody.
