# Which states a minion gets: everything in `site/` for every minion.
base:
  '*':
    - site
