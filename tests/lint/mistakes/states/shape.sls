a:
  file.absent:
    name: /x
