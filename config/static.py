"""How static files are stored: compressed, and under names that carry a hash of their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # Relative imports between our ES modules are rewritten to the hashed names.
    support_js_module_import_aggregation = True
    # Each pass settles the hashes of one more level of modules importing modules; Django's 5 is too few for us.
    max_post_process_passes = 20
