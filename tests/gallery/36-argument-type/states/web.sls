slow:
  cmd.run:
    - name: sleep 1
    - timeout: soon
