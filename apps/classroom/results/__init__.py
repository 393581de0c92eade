"""What a class has done, for its teacher: results, files for gradebooks, an export without names."""
