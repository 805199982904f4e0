base:
  'G@os:Debian and web*':
    - match: compound
    - nginx
  'db*':
    - database
