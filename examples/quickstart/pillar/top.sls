# Which pillar a minion gets. Only that minion can read it.
base:
  '*':
    - site
