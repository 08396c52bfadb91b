"""The names in a folder of index versions.

::

    versions/<version>/        one version each; beside its files what was checked, and the drafted cases
    CURRENT                    the name of the live one
    history.jsonl              which were live, when, by whom and why
    lock, switch.lock          held by whoever builds, or changes which versions there are
    building.json              who builds
    building-…, removing-…     what is being written, or deleted
    CURRENT.new                the next CURRENT
"""

VERSIONS = "versions"
CURRENT = "CURRENT"
NEW_CURRENT = "CURRENT.new"
HISTORY = "history.jsonl"
BUILD_LOCK = "lock"
SWITCH_LOCK = "switch.lock"
BUILDER = "building.json"
BUILDING_PREFIX = "building-"
REMOVING_PREFIX = "removing-"


def is_temporary(name: str) -> bool:
    """Say whether what has that name, directly in a folder of index versions, exists only for a moment."""
    prefixes = (BUILDING_PREFIX, REMOVING_PREFIX)
    return name.startswith(prefixes) or name in (NEW_CURRENT, BUILDER, BUILD_LOCK, SWITCH_LOCK)
