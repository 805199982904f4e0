base:
  '*':
    - ngnix
