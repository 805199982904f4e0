base:
  '*':
    - common
    - web
  'db*':
    - database
    - datbase
  'G@os_family:Debian':
    - absent
