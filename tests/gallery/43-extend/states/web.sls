include:
  - nginx

extend:
  ngnix:
    test:
      - name: other
